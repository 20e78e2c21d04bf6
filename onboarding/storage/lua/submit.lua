-- A new join request: stored, queued, findable, told.
-- KEYS: request, queue, deadlines, who, reference, account, events, idem, asking...
-- ARGV: 1 {id, now, fields, expires, who: {blind: {seen, next}}, account, event, idem}, 2 sealed
--   who: the ids that have to stand under a blind, and those that stand there from now on
-- Reply: {done, version} | {moved} | {replay, status, record} | {conflict}
local request, queue, deadlines, who, reference = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local account, events, idem = KEYS[6], KEYS[7], KEYS[8]

local earlier = recalled(idem)
if earlier then return earlier end
for blind, line in pairs(args.who) do
  if (redis.call('HGET', who, blind) or '') ~= line[1] then return {'moved'} end
end

write(request, args.fields)
redis.call('HSET', request, 'sealed', ARGV[2], 'version', 1)
redis.call('ZADD', queue, args.now, args.id)
if args.expires ~= '' then redis.call('ZADD', deadlines, args.expires, args.id) end
for blind, line in pairs(args.who) do redis.call('HSET', who, blind, line[2]) end
redis.call('SET', reference, args.id)
for i = 9, #KEYS do redis.call('ZADD', KEYS[i], args.expires, args.id) end
if args.account ~= '' then redis.call('HSET', account, args.id, args.account) end
emit(events, args.event, 1, request)
remember(idem, args.id)
return {'done', 1}
