-- Hand out events that no relay has seen yet, each under a lease.
-- KEYS: events, outbox, leases
-- ARGV: 1 {lease_until, count}
-- Reply: event ids
local events, outbox, leases = KEYS[1], KEYS[2], KEYS[3]

local after = redis.call('HGET', outbox, 'cursor') or '0-0'
local entries = redis.call('XRANGE', events, '(' .. after, '+', 'COUNT', args.count)
local taken = {}
for i, entry in ipairs(entries) do
  taken[i] = entry[1]
  redis.call('ZADD', leases, args.lease_until, entry[1])
end
if #taken > 0 then redis.call('HSET', outbox, 'cursor', taken[#taken]) end
return taken
