/*
 * snapshot: reports frozen as they were. The database makes the document and keeps it; nothing changes it afterwards.
 *
 * Layer: api.
 */
#pragma once

#include <stdbool.h>

struct req;

/* POST /v1/report-snapshots */
bool snapshot_create(struct req *r);

/* GET /v1/report-snapshots/{id}/document: as frozen, in the negotiated media type */
bool snapshot_document(struct req *r);

/* GET /v1/report-snapshots/{id}/difference: what differs in the same report today */
bool snapshot_difference(struct req *r);
