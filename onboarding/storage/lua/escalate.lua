-- Pass a matter to the school's supervisor, unless too much of the group is open there.
-- KEYS: escalation, open, of_group, events, idem, about...
-- ARGV: 1 {id, at, most, fields, event, idem}, 2 sealed
--   most: so many of one group may be open; about: the request that it is about, if any
-- Reply: {done, 1} | {many} | {replay, status, record} | {conflict}
local escalation, open, of_group, events, idem = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local about = 6

local earlier = recalled(idem)
if earlier then return earlier end
local now_open = redis.call('ZINTERCARD', 2, open, of_group, 'LIMIT', args.most)
if now_open >= tonumber(args.most) then return {'many'} end

write(escalation, args.fields)
redis.call('HSET', escalation, 'sealed', ARGV[2])
redis.call('ZADD', open, args.at, args.id)
redis.call('ZADD', of_group, args.at, args.id)
emit(events, args.event, 1, KEYS[about])
remember(idem, args.id)
return {'done', 1}
