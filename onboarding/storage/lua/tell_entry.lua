-- Tell what is due of a group's picture, once, and note when there is something to tell again.
-- KEYS: group, entries, events
-- ARGV: 1 {id, seen, tell_at, event}
--   seen: the time that it was due at; tell_at: a time | '' (nothing more to tell)
-- Reply: {done, version} | {stale}
local group, entries, events = KEYS[1], KEYS[2], KEYS[3]

local due = redis.call('ZSCORE', entries, args.id)
if not due or tonumber(due) ~= tonumber(args.seen) then return {'stale'} end

local version = redis.call('HGET', group, 'policy')
note_time(entries, args.id, args.tell_at)
emit(events, args.event, version)
return {'done', version}
