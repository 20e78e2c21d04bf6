-- Use a reset, once: another password, no second step, and every session ends.
-- KEYS: invitation, invitations, admin, sessions, events
-- ARGV: 1 {invited, now, seen, fields, event}
--   seen: the hash of the password that the reset was made for
-- Reply: {done, 1} | {missing}
local invitation, invitations, admin = KEYS[1], KEYS[2], KEYS[3]
local sessions, events = KEYS[4], KEYS[5]

local ends = redis.call('HGET', invitation, 'ends')
if not ends or tonumber(ends) <= tonumber(args.now) then return {'missing'} end
if redis.call('HGET', admin, 'password') ~= args.seen then return {'missing'} end

redis.call('UNLINK', invitation)
redis.call('ZREM', invitations, args.invited)
write(admin, args.fields)
set_codes(admin, {})
redis.call('UNLINK', sessions)
emit(events, args.event, 1)
return {'done', 1}
