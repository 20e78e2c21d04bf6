-- Close an escalation that is open still, and note when what was written in it is forgotten.
-- KEYS: escalation, open, forgetting, events, about...
-- ARGV: 1 {id, forget_at, fields, event}, 2 sealed
--   about: the request that it is about, if any
-- Reply: {done, 2} | {stale}
local escalation, open, forgetting, events = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local about = 5

if redis.call('HGET', escalation, 'state') ~= 'open' then return {'stale'} end

write(escalation, args.fields)
redis.call('HSET', escalation, 'sealed', ARGV[2])
redis.call('ZREM', open, args.id)
redis.call('ZADD', forgetting, args.forget_at, args.id)
emit(events, args.event, 2, KEYS[about])
return {'done', 2}
