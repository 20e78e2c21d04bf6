-- Keep somebody whom a group knows without a seat, or keep one no longer.
-- KEYS: others, events, idem
-- ARGV: 1 {id, keep, most, event, idem}, 2 sealed
--   keep: '1' or '' to drop; most: so many a group may know
-- Reply: {done, 0} | {many} | {missing} | {replay, status, record} | {conflict}
local others, events, idem = KEYS[1], KEYS[2], KEYS[3]

local earlier = recalled(idem)
if earlier then return earlier end
local there = redis.call('HEXISTS', others, args.id) == 1
if args.keep == '' and not there then return {'missing'} end
if args.keep ~= '' and not there and redis.call('HLEN', others) >= tonumber(args.most) then
  return {'many'}
end

if args.keep == '' then
  redis.call('HDEL', others, args.id)
else
  redis.call('HSET', others, args.id, ARGV[2])
end
emit(events, args.event, 0)
remember(idem, args.id)
return {'done', 0}
