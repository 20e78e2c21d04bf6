-- What a school's list would come to, in place of the plan there was; another import's rows go.
-- KEYS: school_import, rows, events
-- ARGV: 1 {id, before, seen, version, state, marks, keep, event}, 2 plan
--   before: the id of the import whose rows `rows` are; seen: the version of the plan there was
--     that the caller looked at; '0' for any
--   marks: what became of steps that the new plan takes over; keep: for so many ms
-- Reply: {done, version} | {stale}
local school_import, rows, events = KEYS[1], KEYS[2], KEYS[3]

local live = redis.call('HMGET', school_import, 'id', 'version', 'state')
if live[1] and live[1] ~= args.before then return {'stale'} end
if live[3] == 'running' then return {'stale'} end
if args.seen ~= '0' and live[2] ~= args.seen then return {'stale'} end

if args.before ~= args.id then redis.call('UNLINK', rows) end
redis.call('UNLINK', school_import)
redis.call('HSET', school_import, 'id', args.id, 'version', args.version, 'state', args.state,
  'plan', ARGV[2])
write(school_import, args.marks)
redis.call('PEXPIRE', school_import, args.keep)
emit(events, args.event, args.version)
return {'done', args.version}
