-- One move of a request that takes no place: compare the version, then write all of it.
-- KEYS: request, queue_from, queue_to, deadlines, group, bans, who, events, idem,
--       places..., asked..., asking..., accounts..., drops...
-- ARGV: 1 {id, version, submitted, fields, expires, hold, places, asked, asking, accounts,
--          bans, who, who_gone, event, idem}, 2 sealed
--   expires: a time | '' (none); hold: a time or +inf (hold the places until then) | 'free' | ''
--   places, asked, asking, accounts: how many of the trailing keys are such: places held, people
--   asked for before, people asked for from now on, accounts to unbind; the rest is deleted
--   bans: {blind: ban} or nil (raises the group's ban version)
--   who: {blind: {seen, next}}, the ids that have to stand there, and that do from now on;
--   who_gone: blinds under which the record is found no longer
-- Reply: {done, version} | {stale} | {moved} | {replay, status, record} | {conflict}
local request, queue_from, queue_to, deadlines = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local group, bans, who, events, idem = KEYS[5], KEYS[6], KEYS[7], KEYS[8], KEYS[9]
local first_place = 10
local first_asked = first_place + args.places
local first_asking = first_asked + args.asked
local first_account = first_asking + args.asking
local first_drop = first_account + args.accounts

local earlier = recalled(idem)
if earlier then return earlier end
if redis.call('HGET', request, 'version') ~= args.version then return {'stale'} end
for blind, line in pairs(args.who) do
  if (redis.call('HGET', who, blind) or '') ~= line[1] then return {'moved'} end
end
local lines = {}
for blind, line in pairs(args.who) do lines[blind] = line[2] end
for _, blind in ipairs(args.who_gone) do
  local others = {}
  for id in string.gmatch(redis.call('HGET', who, blind) or '', '%S+') do
    if id ~= args.id then others[#others + 1] = id end
  end
  lines[blind] = table.concat(others, ' ')
end

local version = take_step(request, queue_from, queue_to, deadlines, args, ARGV[2])
for i = first_place, first_asked - 1 do
  if args.hold == 'free' then
    redis.call('ZREM', KEYS[i], args.id)
  elseif args.hold ~= '' then
    redis.call('ZADD', KEYS[i], args.hold, args.id)
  end
end
for i = first_asked, first_asking - 1 do redis.call('ZREM', KEYS[i], args.id) end
for i = first_asking, first_account - 1 do redis.call('ZADD', KEYS[i], args.expires, args.id) end
for i = first_account, first_drop - 1 do redis.call('HDEL', KEYS[i], args.id) end
for i = first_drop, #KEYS do redis.call('UNLINK', KEYS[i]) end
write(who, lines)
if args.bans then
  for blind, ban in pairs(args.bans) do redis.call('HSET', bans, blind, ban) end
  redis.call('HINCRBY', group, 'bans', 1)
end
emit(events, args.event, version, request)
remember(idem, args.id)
return {'done', version}
