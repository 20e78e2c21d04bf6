-- See to it that an admin who isn't written never will be: whoever is about to finds the id
-- taken. So a sign-in name that was reserved for it can be given to somebody else.
-- KEYS: admin
-- ARGV: 1 {keep}
--   keep: ms from now, after which nobody can be about to write it any more
-- Reply: {done, 1} | {taken}
local admin = KEYS[1]

if redis.call('HEXISTS', admin, 'sealed') == 1 then return {'taken'} end

redis.call('HSET', admin, 'void', '1')
redis.call('PEXPIRE', admin, args.keep)
return {'done', 1}
