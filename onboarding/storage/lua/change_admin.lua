-- Change how an admin signs in, as long as the password is the one that was seen. Every
-- session ends but the one that it was done in.
-- KEYS: admin, sessions, events
-- ARGV: 1 {seen, fields, codes, renews, keep, event}, 2 sealed secret of the second step ('' as
--   it is)
--   codes: recovery codes in place of those there are, nil for as they are; renews: true for
--   only as long as there is a second step
-- Reply: {done, 1} | {stale}
local admin, sessions, events = KEYS[1], KEYS[2], KEYS[3]

if redis.call('HGET', admin, 'password') ~= args.seen then return {'stale'} end
if args.renews and redis.call('HEXISTS', admin, 'totp') == 0 then return {'stale'} end

write(admin, args.fields)
if args.codes then set_codes(admin, args.codes) end
if ARGV[2] ~= '' then redis.call('HSET', admin, 'totp', ARGV[2]) end
for _, id in ipairs(redis.call('HKEYS', sessions)) do
  if id ~= args.keep then redis.call('HDEL', sessions, id) end
end
emit(events, args.event, 1)
return {'done', 1}
