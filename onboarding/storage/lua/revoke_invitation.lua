-- Take an invitation or a reset back.
-- KEYS: invitation, invitations, events
-- ARGV: 1 {id, event}
-- Reply: {done, 1} | {missing}
local invitation, invitations, events = KEYS[1], KEYS[2], KEYS[3]

if redis.call('EXISTS', invitation) == 0 then return {'missing'} end

redis.call('UNLINK', invitation)
redis.call('ZREM', invitations, args.id)
emit(events, args.event, 1)
return {'done', 1}
