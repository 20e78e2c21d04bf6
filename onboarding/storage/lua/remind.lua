-- Note that a group was reminded of something, unless somebody noted it since the caller looked.
-- KEYS: reminded, events
-- ARGV: 1 {topic, seen, reminder, event}
--   seen: when the last reminder was that the caller knows of, '' for none
-- Reply: {done, version} | {stale}
local reminded, events = KEYS[1], KEYS[2]

local last = redis.call('HGET', reminded, args.topic)
if (last and cjson.decode(last).at or '') ~= args.seen then return {'stale'} end

redis.call('HSET', reminded, args.topic, args.reminder)
emit(events, args.event, '0')
return {'done', '0'}
