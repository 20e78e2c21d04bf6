-- Change a group's settings, join link or covenant: compare the policy version, then write.
-- KEYS: group, covenant, old_link, new_link, entries, deadlines, events, idem, approvals...
-- ARGV: 1 {id, policy, fields, covenant_version, covenant, link, tell_at, clocks,
--          event, idem}
--   covenant_version: '' where the covenant stays; link: 'rotate' or ''
--   tell_at: when something is to be told of the picture, '' for never, 'keep' as it is noted
--   clocks: see `set_clocks`; approvals: its keys
-- Reply: {done, version} | {stale} | {moved} | {replay, status, record} | {conflict}
local group, covenant, old_link, new_link = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local entries, deadlines, events, idem = KEYS[5], KEYS[6], KEYS[7], KEYS[8]
local first_approval = 9

local earlier = recalled(idem)
if earlier then return earlier end
if redis.call('HGET', group, 'policy') ~= args.policy then return {'stale'} end
if not clocks_as_read(first_approval) then return {'moved'} end

local version = redis.call('HINCRBY', group, 'policy', 1)
write(group, args.fields)
if args.covenant_version ~= '' then
  redis.call('HSET', covenant, args.covenant_version, args.covenant)
end
if args.link == 'rotate' then
  redis.call('UNLINK', old_link)
  redis.call('SET', new_link, args.id)
end
if args.tell_at ~= 'keep' then note_time(entries, args.id, args.tell_at) end
set_clocks(first_approval, deadlines)
emit(events, args.event, version)
remember(idem, args.id)
return {'done', version}
