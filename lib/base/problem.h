/*
 * problem: every way a request can end badly, in one catalogue (RFC 9457).
 *
 * Layer: base. Error statuses and their titles stand here and nowhere else. `type` is the relative reference
 * "/problems/<slug>": stable, never translated. Vietnamese is the default language, English on request.
 */
#pragma once

#include <stddef.h>

enum lang { LANG_VI, LANG_EN };

struct buf;
struct ctx;

/* kind, status, slug, Vietnamese title, English title */
#define PROBLEM_CATALOGUE(X) \
    X(BAD_FRAMING, 400, "bad-framing", "Yêu cầu HTTP không hợp lệ", "The HTTP message is malformed") \
    X(INVALID, 400, "invalid", "Dữ liệu gửi lên không hợp lệ", "The request is invalid") \
    X(UNAUTHENTICATED, 401, "unauthenticated", "Cần xác thực", "Authentication is required") \
    X(INVALID_TOKEN, 401, "invalid-token", "Token truy cập không hợp lệ", "The access token is invalid") \
    X(FORBIDDEN, 403, "forbidden", "Không có quyền thực hiện", "This role may not do this") \
    X(NOT_FOUND, 404, "not-found", "Không tìm thấy", "Not found") \
    X(METHOD_NOT_ALLOWED, 405, "method-not-allowed", "Phương thức không được hỗ trợ", "Method not allowed") \
    X(NOT_ACCEPTABLE, 406, "not-acceptable", "Không có dạng dữ liệu được yêu cầu", "No acceptable representation") \
    X(CONFLICT, 409, "conflict", "Xung đột với dữ liệu hiện có", "Conflict with the current state") \
    X(KEY_RUNNING, 409, "key-running", "Yêu cầu với Idempotency-Key này đang được xử lý", \
      "A request with this Idempotency-Key is still running") \
    X(STALE, 412, "stale", "Dữ liệu đã thay đổi từ lần đọc trước", "The row has changed since it was read") \
    X(TOO_LARGE, 413, "too-large", "Nội dung gửi lên quá lớn", "The content is too large") \
    X(URI_TOO_LONG, 414, "uri-too-long", "Địa chỉ yêu cầu quá dài", "The request target is too long") \
    X(UNSUPPORTED_TYPE, 415, "unsupported-type", "Kiểu nội dung không được hỗ trợ", "Unsupported content type") \
    X(KEY_REUSED, 422, "key-reused", "Idempotency-Key đã dùng cho nội dung khác", \
      "The Idempotency-Key was used for another request") \
    X(PRECONDITION_REQUIRED, 428, "precondition-required", "Cần tiêu đề If-Match", "If-Match is required") \
    X(TOO_MANY_REQUESTS, 429, "too-many-requests", "Gửi quá nhiều yêu cầu", "Too many requests") \
    X(INTERNAL, 500, "internal", "Lỗi của máy chủ", "Internal error") \
    X(UNAVAILABLE, 503, "unavailable", "Dịch vụ tạm thời chưa phục vụ được", "Temporarily unavailable") \
    X(OUTCOME_UNKNOWN, 504, "outcome-unknown", "Chưa rõ yêu cầu đã được thực hiện hay chưa", "It is unknown whether this was done")

enum problem_kind {
    PROBLEM_NONE,
#define X(kind, status, slug, vi, en) PROBLEM_##kind,
    PROBLEM_CATALOGUE(X)
#undef X
        PROBLEM_KINDS
};

/* code, slug, Vietnamese text, English text; one %s at most, filled with the hint */
#define FIELD_CODE_CATALOGUE(X) \
    X(REQUIRED, "required", "bắt buộc phải có", "is required") \
    X(NULL, "null", "không được để trống (null)", "may not be null") \
    X(UNKNOWN, "unknown", "không được biết đến", "is not known") \
    X(REPEATED, "repeated", "xuất hiện nhiều lần", "is repeated") \
    X(READ_ONLY, "read_only", "do máy chủ quản lý, không gửi lên được", "is owned by the server") \
    X(IMMUTABLE, "immutable", "không đổi được sau khi tạo", "cannot change after creation") \
    X(TYPE, "type", "sai kiểu, cần %s", "has the wrong type, expected %s") \
    X(FORMAT, "format", "sai định dạng, cần %s", "is malformed, expected %s") \
    X(TOO_SHORT, "too_short", "quá ngắn, ít nhất %s", "is too short, at least %s") \
    X(TOO_LONG, "too_long", "quá dài, nhiều nhất %s", "is too long, at most %s") \
    X(RANGE, "range", "ngoài khoảng cho phép: %s", "is out of range: %s") \
    X(ENUM, "enum", "phải là một trong: %s", "must be one of: %s") \
    X(PRECISION, "precision", "có quá nhiều chữ số, nhiều nhất %s", "has too many digits, at most %s") \
    X(SYNTAX, "syntax", "không phải JSON hợp lệ: %s", "is not valid JSON: %s") \
    X(ENCODING, "encoding", "không phải UTF-8 hợp lệ", "is not valid UTF-8") \
    X(DEPTH, "depth", "lồng nhau quá sâu", "is nested too deeply") \
    X(CHARACTER, "character", "có ký tự không được phép: %s", "has a character that is not allowed: %s") \
    X(INVISIBLE, "invisible", "không có chữ nào nhìn thấy được", "has nothing that can be seen") \
    X(CURSOR, "cursor", "không phải con trỏ của danh sách này", "is not a cursor of this list") \
    X(CHECK_DIGIT, "check_digit", "sai ký tự kiểm tra, hãy đọc lại mã", "has a wrong check character") \
    X(UNIQUE, "unique", "đã tồn tại", "already exists") \
    X(REFERENCE, "reference", "không có bản ghi này trong phạm vi của bạn", "refers to nothing you can see") \
    X(REFERENCED, "referenced", "đang được bản ghi khác dùng", "is in use by other records") \
    X(RULE, "rule", "trái quy định: %s", "breaks a rule: %s")

enum field_code {
#define X(code, slug, vi, en) FIELD_ERROR_##code,
    FIELD_CODE_CATALOGUE(X)
#undef X
};

enum problem_place { AT_POINTER, AT_PARAMETER, AT_HEADER };

enum { PROBLEM_MAX_ERRORS = 50, PROBLEM_MAX_MEMBERS = 4 };

/* A rule of the domain, or a constraint of a table: its code and its two sentences. */
struct rule_text {
    const char *code, *vi, *en;
};

struct field_error {
    enum problem_place place;
    const char *where;
    enum field_code code;
    const char *hint;
    const char *rule; /* the code of the broken rule, or NULL */
};

struct problem {
    enum problem_kind kind;
    const char *detail_vi, *detail_en; /* NULL: the title says it all */
    const char *rule;                  /* the code of the broken rule, or NULL */
    const char *log;                   /* for the log only; NULL when there is nothing to add */
    struct field_error errors[PROBLEM_MAX_ERRORS];
    size_t error_count;
    struct {
        const char *name, *json;
    } members[PROBLEM_MAX_MEMBERS];
    size_t member_count;
    int retry_after; /* seconds; 0: none */
};

int problem_status(enum problem_kind kind);
const char *problem_slug(enum problem_kind kind);
const char *problem_title(enum problem_kind kind, enum lang lang);

/* Writes ctx->problem as application/problem+json in ctx->lang; `instance` is the request path. */
void problem_write(const struct ctx *ctx, const char *instance, struct buf *out);
