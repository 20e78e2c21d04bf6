-- Hand out again what was leased and not finished in time, under a new lease.
-- KEYS: leases
-- ARGV: 1 {now, lease_until, count}
-- Reply: event ids
local leases = KEYS[1]

local lapsed = redis.call('ZRANGEBYSCORE', leases, '-inf', args.now, 'LIMIT', 0, args.count)
for _, id in ipairs(lapsed) do redis.call('ZADD', leases, args.lease_until, id) end
return lapsed
