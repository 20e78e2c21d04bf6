-- Reserve a sign-in name, which has a slot of its own, for an admin who is about to be written.
-- KEYS: login
-- ARGV: 1 {holder, given_up}
--   holder: "<school> <admin id>"; given_up: the holder who never will be written, or ''
-- Reply: {done, 1} | {taken, holder}
local login = KEYS[1]

local holder = redis.call('GET', login)
if holder and holder ~= args.given_up then return {'taken', holder} end

redis.call('SET', login, args.holder)
return {'done', 1}
