-- Approve a request and take its places, or nothing at all; end the records that it takes
-- over or replaces, whose places pass on.
-- Counts seats and compares versions; which findings matter was decided before.
-- KEYS: request, queue_from, queue_to, deadlines, group, account, code, who, events, idem,
--       places..., asked..., endings...
-- ARGV: 1 {id, version, now, submitted, fields, expires, hold, limit, places, asked, roster,
--          policy, bans, account_seen, who, endings, event, idem}, 2 sealed, 3... endings sealed
--   expires: a time | '' (never); hold: a time or +inf
--   limit: how many may hold one place, '' for no limit
--   places, asked: how many of the trailing keys are such
--   account_seen: records known to be bound to the account in this school
--   who: {blind: {seen, next}}, the ids that have to stand there, and that do from now on
--   endings: {id, version, submitted, fields, expires, places, asked, event} each; their keys
--   are each one's request, queue_from, queue_to, account, code, places..., asked...
-- Reply: {done, version} | {stale} | {moved} | {full, place index} | {code} | {replay, …} | {conflict}
local request, queue_from, queue_to, deadlines = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local group, account, code, who = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local events, idem = KEYS[9], KEYS[10]
local first_place = 11
local first_asked = first_place + args.places
local first_ending = first_asked + args.asked

local earlier = recalled(idem)
if earlier then return earlier end
if redis.call('HGET', request, 'version') ~= args.version then return {'stale'} end
local versions = redis.call('HMGET', group, 'roster', 'policy', 'bans')
if versions[1] ~= args.roster or versions[2] ~= args.policy or versions[3] ~= args.bans then
  return {'moved'}
end
local without, at = {args.id}, first_ending
for _, ending in ipairs(args.endings) do
  if redis.call('HGET', KEYS[at], 'version') ~= ending.version then return {'moved'} end
  without[#without + 1] = ending.id
  at = at + 5 + ending.places + ending.asked
end
for blind, line in pairs(args.who) do
  if (redis.call('HGET', who, blind) or '') ~= line[1] then return {'moved'} end
end
local seen = {}
for _, record in ipairs(args.account_seen) do seen[record] = true end
for _, record in ipairs(redis.call('HKEYS', account)) do
  if record ~= args.id and not seen[record] then return {'moved'} end
end
local holder = redis.call('GET', code)
if holder and holder ~= args.id then return {'code'} end
if args.limit ~= '' then
  for i = first_place, first_asked - 1 do
    if held(KEYS[i], without) >= tonumber(args.limit) then return {'full', i - first_place} end
  end
end

local version = take_step(request, queue_from, queue_to, deadlines, args, ARGV[2])
redis.call('SET', code, args.id)
for blind, line in pairs(args.who) do redis.call('HSET', who, blind, line[2]) end
at = first_ending
for n, ending in ipairs(args.endings) do
  local from, to, sealed = KEYS[at + 1], KEYS[at + 2], ARGV[2 + n]
  local ended = take_step(KEYS[at], from, to, deadlines, ending, sealed)
  redis.call('HDEL', KEYS[at + 3], ending.id)
  if redis.call('GET', KEYS[at + 4]) == ending.id then redis.call('UNLINK', KEYS[at + 4]) end
  local after = at + 5 + ending.places + ending.asked
  for i = at + 5, after - 1 do redis.call('ZREM', KEYS[i], ending.id) end
  emit(events, ending.event, ended, KEYS[at])
  at = after
end
for i = first_place, first_asked - 1 do
  redis.call('ZREMRANGEBYSCORE', KEYS[i], '-inf', args.now)
  redis.call('ZADD', KEYS[i], args.hold, args.id)
end
for i = first_asked, first_ending - 1 do redis.call('ZREM', KEYS[i], args.id) end
emit(events, args.event, version, request)
remember(idem, args.id)
return {'done', version}
