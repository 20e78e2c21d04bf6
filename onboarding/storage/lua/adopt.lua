-- Take in somebody who is in the group already: a member from the start, in places of its own, or
-- nothing at all.
-- KEYS: request, queue, group, account, events, idem, places...
-- ARGV: 1 {id, now, fields, limit, roster, policy, bans, account, account_seen, seated, event,
--          idem}, 2 sealed
--   limit: how many may hold one place, '' for no limit
--   account: what stands under the account for the record, '' where none is bound
--   account_seen: records known to be bound to the account in this school
--   seated: by place, the records known to sit there
-- Reply: {done, version} | {moved} | {full, place index} | {replay, status, record} | {conflict}
local request, queue, group, account = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local events, idem = KEYS[5], KEYS[6]
local first_place = 7

local earlier = recalled(idem)
if earlier then return earlier end
local versions = redis.call('HMGET', group, 'roster', 'policy', 'bans')
if versions[1] ~= args.roster or versions[2] ~= args.policy or versions[3] ~= args.bans then
  return {'moved'}
end
if args.account ~= '' then
  local seen = {}
  for _, record in ipairs(args.account_seen) do seen[record] = true end
  for _, record in ipairs(redis.call('HKEYS', account)) do
    if not seen[record] then return {'moved'} end
  end
end
for i = first_place, #KEYS do
  local known = {}
  for _, record in ipairs(args.seated[i - first_place + 1]) do known[record] = true end
  for _, record in ipairs(redis.call('ZRANGEBYSCORE', KEYS[i], '(' .. args.now, '+inf')) do
    if not known[record] then return {'moved'} end
  end
  if args.limit ~= '' and held(KEYS[i], {}) >= tonumber(args.limit) then
    return {'full', i - first_place}
  end
end

write(request, args.fields)
redis.call('HSET', request, 'sealed', ARGV[2], 'version', 1)
redis.call('ZADD', queue, args.now, args.id)
if args.account ~= '' then redis.call('HSET', account, args.id, args.account) end
for i = first_place, #KEYS do redis.call('ZADD', KEYS[i], '+inf', args.id) end
emit(events, args.event, 1, request)
remember(idem, args.id)
return {'done', 1}
