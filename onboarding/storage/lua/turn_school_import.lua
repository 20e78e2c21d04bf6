-- A school's import goes from one state into another: it starts, goes on, or ends.
-- KEYS: school_import, events
-- ARGV: 1 {id, before, after, event}, 2 plan
-- Reply: {done, version} | {stale}
local school_import, events = KEYS[1], KEYS[2]

local live = redis.call('HMGET', school_import, 'id', 'state')
if live[1] ~= args.id or live[2] ~= args.before then return {'stale'} end

local version = redis.call('HINCRBY', school_import, 'version', 1)
redis.call('HSET', school_import, 'state', args.after, 'plan', ARGV[2])
emit(events, args.event, version)
return {'done', version}
