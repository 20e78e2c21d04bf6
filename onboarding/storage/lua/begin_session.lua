-- Start a session of an admin whose password is the one that was looked at; a code of the
-- second step counts once, and none is passed over where there is a second step.
-- KEYS: admin, sessions, events
-- ARGV: 1 {id, now, idle, session, seen, step, recovery, event}
--   seen: the password's hash; step, recovery: what the second step was proved by, or ''
-- Reply: {done, 1} | {stale}
local admin, sessions, events = KEYS[1], KEYS[2], KEYS[3]

local kept = redis.call('HMGET', admin, 'password', 'totp', 'totp_step')
if kept[1] ~= args.seen then return {'stale'} end
local proved = args.step ~= '' or args.recovery ~= ''
if (kept[2] ~= false) ~= proved then return {'stale'} end
if args.step ~= '' and tonumber(kept[3] or '0') >= tonumber(args.step) then return {'stale'} end
local code = 'recovery:' .. args.recovery
if args.recovery ~= '' and redis.call('HEXISTS', admin, code) == 0 then return {'stale'} end

if args.step ~= '' then redis.call('HSET', admin, 'totp_step', args.step) end
redis.call('HDEL', admin, code)
local all = redis.call('HGETALL', sessions)
for at = 1, #all, 2 do
  local last = tonumber(string.match(all[at + 1], '^%d+'))
  if last + tonumber(args.idle) <= tonumber(args.now) then redis.call('HDEL', sessions, all[at]) end
end
redis.call('HSET', sessions, args.id, args.session)
redis.call('PEXPIRE', sessions, args.idle)
emit(events, args.event, 1)
return {'done', 1}
