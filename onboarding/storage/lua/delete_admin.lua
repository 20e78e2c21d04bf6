-- Delete an admin, with every session and role. A group keeps an owner; who deletes is a
-- supervisor and somebody else, so that a school which has a supervisor keeps one.
-- KEYS: admin, admins, admin_groups, sessions, deleter, events, group_admins...
-- ARGV: 1 {id, groups, event}
--   groups: those in which the admin has a role, as they were read
-- Reply: {done, 1} | {missing} | {stale} | {last_owner}
local admin, admins, admin_groups = KEYS[1], KEYS[2], KEYS[3]
local sessions, deleter, events = KEYS[4], KEYS[5], KEYS[6]
local first_group = 7

if redis.call('HEXISTS', admin, 'sealed') == 0 then return {'missing'} end
if redis.call('HGET', deleter, 'supervisor') ~= '1' then return {'stale'} end
if redis.call('HLEN', admin_groups) ~= #args.groups then return {'stale'} end
for i, group in ipairs(args.groups) do
  local role = redis.call('HGET', admin_groups, group)
  if not role then return {'stale'} end
  if role == 'owner' and owners(KEYS[first_group + i - 1]) == 1 then return {'last_owner'} end
end

for i, group in ipairs(args.groups) do
  redis.call('HDEL', KEYS[first_group + i - 1], args.id)
  args.event.group = group
  emit(events, args.event, 1)
end
if #args.groups == 0 then emit(events, args.event, 1) end
redis.call('UNLINK', admin, admin_groups, sessions)
redis.call('ZREM', admins, args.id)
return {'done', 1}
