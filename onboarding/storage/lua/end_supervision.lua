-- Take the school-wide office from an admin. Who takes it holds it, and is somebody else, so
-- that a school which has a supervisor keeps one.
-- KEYS: admin, taker, events
-- ARGV: 1 {event}
-- Reply: {done, 1} | {stale}
local admin, taker, events = KEYS[1], KEYS[2], KEYS[3]

if redis.call('HGET', taker, 'supervisor') ~= '1' then return {'stale'} end
if redis.call('HGET', admin, 'supervisor') ~= '1' then return {'stale'} end

redis.call('HDEL', admin, 'supervisor')
emit(events, args.event, 1)
return {'done', 1}
