-- Note that a session is in use; one that has ended meanwhile stays ended.
-- KEYS: sessions
-- ARGV: 1 {id, old, new, idle}
-- Reply: {done, 1} | {stale}
local sessions = KEYS[1]

if redis.call('HGET', sessions, args.id) ~= args.old then return {'stale'} end
redis.call('HSET', sessions, args.id, args.new)
redis.call('PEXPIRE', sessions, args.idle)
return {'done', 1}
