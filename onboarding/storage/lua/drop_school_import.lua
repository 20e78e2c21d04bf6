-- Leave a school's import off: the plan and its rows go.
-- KEYS: school_import, rows, events
-- ARGV: 1 {id, event}
-- Reply: {done, 0} | {stale}
local school_import, rows, events = KEYS[1], KEYS[2], KEYS[3]

if redis.call('HGET', school_import, 'id') ~= args.id then return {'stale'} end

redis.call('UNLINK', school_import, rows)
emit(events, args.event, 0)
return {'done', 0}
