-- Keep an invitation or a reset until it runs out, and clear away those that have.
-- KEYS: invitation, invitations, events
-- ARGV: 1 {id, now, ends, keep, fields, event}, 2 sealed ('' for none)
--   ends: ms since 1970; keep: ms from now, after which the server forgets it by itself
-- Reply: {done, 1}
local invitation, invitations, events = KEYS[1], KEYS[2], KEYS[3]

redis.call('ZREMRANGEBYSCORE', invitations, '-inf', args.now)
write(invitation, args.fields)
if ARGV[2] ~= '' then redis.call('HSET', invitation, 'sealed', ARGV[2]) end
redis.call('PEXPIRE', invitation, args.keep)
redis.call('ZADD', invitations, args.ends, args.id)
emit(events, args.event, 1)
return {'done', 1}
