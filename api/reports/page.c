/* page: see page.h. */
#include "reports/page.h"

#include "http/req.h"

bool report_page(struct req *r, const json_t *document)
{
    (void)document;
    return fail(&r->ctx, PROBLEM_NOT_ACCEPTABLE);
}
