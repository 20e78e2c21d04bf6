-- A new status reference in place of the old one; the request is as it was.
-- KEYS: request, old_reference, new_reference, events
-- ARGV: 1 {id, seen, reference, event}
--   seen: the digest of the old reference
-- Reply: {done, version} | {stale}
local request, old_reference, new_reference, events = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

local kept = redis.call('HMGET', request, 'reference', 'version')
if (kept[1] or '') ~= args.seen then return {'stale'} end

redis.call('HSET', request, 'reference', args.reference)
redis.call('UNLINK', old_reference)
redis.call('SET', new_reference, args.id)
emit(events, args.event, kept[2], request)
return {'done', kept[2]}
