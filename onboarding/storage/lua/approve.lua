-- Approve a request and take its places, or nothing at all.
-- Counts seats and compares versions; which findings matter was decided before.
-- KEYS: request, queue_from, queue_to, deadlines, group, account, code, events, idem,
--       old_request, old_queue_from, old_queue_to, old_account, old_code, places...,
--       old_places..., asked..., old_asked...
-- ARGV: 1 {id, version, now, submitted, fields, expires, hold, limit, places, old_places, asked,
--          roster, policy, bans, account_seen, event, idem,
--          old: {id, version, submitted, fields, expires, event} or nil}, 2 sealed, 3 old sealed
--   limit: how many may hold one place, '' for no limit
--   places, old_places, asked: how many of the trailing keys are such
--   account_seen: records known to be bound to the account in this school
--   old: the request or membership that this one takes over; its places pass on
-- Reply: {done, version} | {stale} | {moved} | {full, place index} | {code} | {replay, …} | {conflict}
local request, queue_from, queue_to, deadlines = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local group, account, code, events, idem = KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local old_request, old_queue_from, old_queue_to = KEYS[10], KEYS[11], KEYS[12]
local old_account, old_code = KEYS[13], KEYS[14]
local first_place = 15
local first_old_place = first_place + args.places
local first_asked = first_old_place + args.old_places
local first_old_asked = first_asked + args.asked
local old = args.old

local earlier = recalled(idem)
if earlier then return earlier end
if redis.call('HGET', request, 'version') ~= args.version then return {'stale'} end
local versions = redis.call('HMGET', group, 'roster', 'policy', 'bans')
if versions[1] ~= args.roster or versions[2] ~= args.policy or versions[3] ~= args.bans then
  return {'moved'}
end
if old and redis.call('HGET', old_request, 'version') ~= old.version then return {'moved'} end
local seen = {}
for _, record in ipairs(args.account_seen) do seen[record] = true end
for _, record in ipairs(redis.call('HKEYS', account)) do
  if record ~= args.id and not seen[record] then return {'moved'} end
end
local holder = redis.call('GET', code)
if holder and holder ~= args.id then return {'code'} end
if args.limit ~= '' then
  local without = {args.id}
  if old then without[2] = old.id end
  for i = first_place, first_old_place - 1 do
    if held(KEYS[i], without) >= tonumber(args.limit) then return {'full', i - first_place} end
  end
end

local version = redis.call('HINCRBY', request, 'version', 1)
write(request, args.fields)
redis.call('HSET', request, 'sealed', ARGV[2])
redis.call('ZREM', queue_from, args.id)
redis.call('ZADD', queue_to, args.submitted, args.id)
note_time(deadlines, args.id, args.expires)
redis.call('SET', code, args.id)
if old then
  local old_version = redis.call('HINCRBY', old_request, 'version', 1)
  write(old_request, old.fields)
  redis.call('HSET', old_request, 'sealed', ARGV[3])
  redis.call('ZREM', old_queue_from, old.id)
  redis.call('ZADD', old_queue_to, old.submitted, old.id)
  note_time(deadlines, old.id, old.expires)
  redis.call('HDEL', old_account, old.id)
  if redis.call('GET', old_code) == old.id then redis.call('UNLINK', old_code) end
  for i = first_old_place, first_asked - 1 do redis.call('ZREM', KEYS[i], old.id) end
  for i = first_old_asked, #KEYS do redis.call('ZREM', KEYS[i], old.id) end
  emit(events, old.event, old_version)
end
for i = first_place, first_old_place - 1 do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', args.now)
  redis.call('ZADD', KEYS[i], args.hold, args.id)
end
for i = first_asked, first_old_asked - 1 do redis.call('ZREM', KEYS[i], args.id) end
emit(events, args.event, version)
remember(idem, args.id)
return {'done', version}
