-- Change how an admin signs in, as long as the password is the one that was seen. Every
-- session ends but the one that it was done in.
-- KEYS: admin, sessions, events
-- ARGV: 1 {seen, fields, keep, event}, 2 sealed secret of the second step ('' as it is)
-- Reply: {done, 1} | {stale}
local admin, sessions, events = KEYS[1], KEYS[2], KEYS[3]

if redis.call('HGET', admin, 'password') ~= args.seen then return {'stale'} end

write(admin, args.fields)
if ARGV[2] ~= '' then redis.call('HSET', admin, 'totp', ARGV[2]) end
for _, id in ipairs(redis.call('HKEYS', sessions)) do
  if id ~= args.keep then redis.call('HDEL', sessions, id) end
end
emit(events, args.event, 1)
return {'done', 1}
