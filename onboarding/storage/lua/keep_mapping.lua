-- Keep what the columns of a header mean; where too many are kept, the oldest makes room.
-- KEYS: mappings, events
-- ARGV: 1 {signature, mapping, most, event}
-- Reply: {done, version}
local mappings, events = KEYS[1], KEYS[2]

local full = redis.call('HLEN', mappings) >= tonumber(args.most)
if full and redis.call('HEXISTS', mappings, args.signature) == 0 then
  local kept, oldest, oldest_at = redis.call('HGETALL', mappings), nil, math.huge
  for at = 1, #kept, 2 do
    local since = cjson.decode(kept[at + 1]).at
    if since < oldest_at then oldest, oldest_at = kept[at], since end
  end
  redis.call('HDEL', mappings, oldest)
end

redis.call('HSET', mappings, args.signature, args.mapping)
emit(events, args.event, '0')
return {'done', '0'}
