-- An event alone: something was done that changed nothing else of the record.
-- KEYS: events, about...
-- ARGV: 1 {event}
--   about: the request that it is about, if any
-- Reply: {done, version}
local events = KEYS[1]
local about = 2

emit(events, args.event, '0', KEYS[about])
return {'done', '0'}
