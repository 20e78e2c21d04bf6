-- Tie an account to the request that a binding code belongs to: once, while it is live.
-- KEYS: request, code, account, former_account, events, idem
-- ARGV: 1 {id, version, fields, account, account_seen, event, idem}, 2 sealed
-- Reply: {done, version} | {stale} | {moved} | {replay, status, record} | {conflict}
local request, code, account, former_account = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local events, idem = KEYS[5], KEYS[6]

local earlier = recalled(idem)
if earlier then return earlier end
if redis.call('HGET', request, 'version') ~= args.version then return {'stale'} end
if redis.call('GET', code) ~= args.id then return {'stale'} end
local seen = {}
for _, record in ipairs(args.account_seen) do seen[record] = true end
for _, record in ipairs(redis.call('HKEYS', account)) do
  if record ~= args.id and not seen[record] then return {'moved'} end
end

local version = redis.call('HINCRBY', request, 'version', 1)
write(request, args.fields)
redis.call('HSET', request, 'sealed', ARGV[2])
redis.call('HDEL', former_account, args.id)
redis.call('HSET', account, args.id, args.account)
redis.call('UNLINK', code)
emit(events, args.event, version, request)
remember(idem, args.id)
return {'done', version}
