-- Change a group's settings, join link or covenant: compare the policy version, then write.
-- KEYS: group, covenant, old_link, new_link, events, idem
-- ARGV: 1 {id, policy, fields, covenant_version, covenant, link, event, idem}
--   covenant_version: '' where the covenant stays; link: 'rotate' or ''
-- Reply: {done, version} | {stale} | {replay, status, record} | {conflict}
local group, covenant, old_link, new_link = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local events, idem = KEYS[5], KEYS[6]

local earlier = recalled(idem)
if earlier then return earlier end
if redis.call('HGET', group, 'policy') ~= args.policy then return {'stale'} end

local version = redis.call('HINCRBY', group, 'policy', 1)
write(group, args.fields)
if args.covenant_version ~= '' then
  redis.call('HSET', covenant, args.covenant_version, args.covenant)
end
if args.link == 'rotate' then
  redis.call('UNLINK', old_link)
  redis.call('SET', new_link, args.id)
end
emit(events, args.event, version)
remember(idem, args.id)
return {'done', version}
