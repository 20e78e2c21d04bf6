-- A new group, with its first covenant, its join link and, where new, its school.
-- KEYS: school, groups, group, covenant, link, events, idem
-- ARGV: 1 {id, now, school, fields, covenant_version, covenant, event, idem}
-- Reply: {done, version} | {taken} | {replay, status, record} | {conflict}
local school, groups, group, covenant = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local link, events, idem = KEYS[5], KEYS[6], KEYS[7]

local earlier = recalled(idem)
if earlier then return earlier end
if redis.call('EXISTS', group) == 1 then return {'taken'} end

if redis.call('EXISTS', school) == 0 then write(school, args.school) end
write(group, args.fields)
redis.call('ZADD', groups, args.now, args.id)
redis.call('HSET', covenant, args.covenant_version, args.covenant)
redis.call('SET', link, args.id)
emit(events, args.event, 1)
remember(idem, args.id)
return {'done', 1}
