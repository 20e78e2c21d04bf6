-- Note of approved people that they were invited into the group, or that they weren't.
-- Those who aren't approved any more, or of whom it is noted already, are left as they are.
-- KEYS: events, requests...
-- ARGV: 1 {at, by, marks}
--   at, by: when and by whom, '' to take the mark away
--   marks: {event} each, in the order of the requests' keys
-- Reply: {done, how many were changed}
local events = KEYS[1]
local first_request = 2

local changes = {}
for n, mark in ipairs(args.marks) do
  local request = KEYS[first_request + n - 1]
  local kept = redis.call('HMGET', request, 'state', 'invited_at', 'version')
  if kept[1] == 'approved' and (args.at ~= '') ~= (kept[2] ~= false) then
    changes[#changes + 1] = {request = request, event = mark.event, version = kept[3]}
  end
end

for _, change in ipairs(changes) do
  write(change.request, {invited_at = args.at, invited_by = args.by})
  emit(events, change.event, change.version, change.request)
end
return {'done', #changes}
