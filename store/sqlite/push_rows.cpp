#include "store/sqlite/push_rows.hpp"

namespace broadsheet::store::sqlite {

Result<PushId> keep_push(Connection& connection, const Push& push) {
    connection.run(
        "INSERT INTO pushes (feed, lease_until, url, content_type, content_encoding, body) VALUES (?, ?, ?, ?, ?, ?)",
        push.feed, push.lease_until, push.url, push.content_type, push.content_encoding, Blob{push.body});
    if (auto status = connection.status(); !status) return status.error();
    return PushId{connection.last_id()};
}

void drop_push(Connection& connection, PushId id) {
    connection.run("DELETE FROM pushes WHERE id = ?", id);
}

Result<std::vector<KeptPush>> select_pushes(Connection& connection) {
    std::vector<KeptPush> pushes;
    Query rows =
        connection.query("SELECT id, feed, length(body), content_encoding <> '' AS coded FROM pushes ORDER BY id");
    while (rows.next()) {
        KeptPush& push = pushes.emplace_back();
        rows.read(push.id, push.feed, push.size, push.coded);
    }
    if (auto status = connection.status(); !status) return status.error();
    return pushes;
}

Result<Push> select_push(Connection& connection, PushId id) {
    Push push;
    Query rows = connection.query(
        "SELECT feed, lease_until, url, content_type, content_encoding, body FROM pushes WHERE id = ?", id);
    const bool found = rows.next();
    if (found) rows.read(push.feed, push.lease_until, push.url, push.content_type, push.content_encoding, push.body);
    if (auto status = connection.status(); !status) return status.error();
    if (!found) return fail(ErrorCode::not_found, "what a hub has brought is no longer kept");
    return push;
}

}  // namespace broadsheet::store::sqlite
