-- One group goes into the new school year as the plan says, and is marked in it, in one: a run
-- that was killed goes on with the groups that aren't marked.
-- KEYS: group, rollover, events
-- ARGV: 1 {id, plan, policy, roster, fields, event}
--   plan: its id; policy, roster: the group's versions that were looked at
-- Reply: {done, version} | {stale}
local group, rollover, events = KEYS[1], KEYS[2], KEYS[3]

if redis.call('HGET', rollover, 'id') ~= args.plan then return {'stale'} end
if redis.call('HEXISTS', rollover, 'done:' .. args.id) == 1 then return {'done', args.policy} end
local live = redis.call('HMGET', group, 'policy', 'roster')
if live[1] ~= args.policy or live[2] ~= args.roster then return {'stale'} end

local version = redis.call('HINCRBY', group, 'policy', 1)
write(group, args.fields)
redis.call('HSET', rollover, 'done:' .. args.id, args.event.at)
redis.call('HINCRBY', rollover, 'version', 1)
emit(events, args.event, version)
return {'done', version}
