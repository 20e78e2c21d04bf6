-- The school's plan for the new school year, in place of the one there was.
-- KEYS: rollover, events
-- ARGV: 1 {id, seen, version, plan, done, event}
--   seen: the version of the plan there was that the caller looked at; '0' for none
--   done: group id → when its step was taken (ms), of the steps that the new plan takes over
-- Reply: {done, version} | {stale}
local rollover, events = KEYS[1], KEYS[2]

if (redis.call('HGET', rollover, 'version') or '0') ~= args.seen then return {'stale'} end

redis.call('UNLINK', rollover)
redis.call('HSET', rollover, 'id', args.id, 'version', args.version, 'plan', args.plan)
for group, at in pairs(args.done) do redis.call('HSET', rollover, 'done:' .. group, at) end
emit(events, args.event, args.version)
return {'done', args.version}
