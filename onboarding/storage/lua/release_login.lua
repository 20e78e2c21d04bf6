-- Free the sign-in name of an admin who has gone, unless somebody else has it by now.
-- KEYS: login
-- ARGV: 1 {holder}
-- Reply: {done, 1} | {missing}
local login = KEYS[1]

if redis.call('GET', login) ~= args.holder then return {'missing'} end

redis.call('UNLINK', login)
return {'done', 1}
