-- An event alone: something was done that changed nothing else of the record.
-- KEYS: events
-- ARGV: 1 {event}
-- Reply: {done, version}
local events = KEYS[1]

emit(events, args.event, '0')
return {'done', '0'}
