-- The number of a new roster version, listed as waste until it is published.
-- KEYS: group, roster_waste
-- ARGV: 1 {id, waste_at}
-- Reply: the version
local group, roster_waste = KEYS[1], KEYS[2]

local version = redis.call('HINCRBY', group, 'roster_next', 1)
redis.call('ZADD', roster_waste, args.waste_at, args.id .. ' ' .. version)
return version
