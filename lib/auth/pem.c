/*
 * pem: see pem.h. Splits the text at its BEGIN and END lines; GnuTLS reads what is between. The dates of a certificate are
 * not checked: it is only the container of a key that the operator chose.
 */
#include "auth/pem.h"

#include "auth/key.h"

#include <gnutls/x509.h>
#include <string.h>

static const char begin_mark[] = "-----BEGIN ", end_mark[] = "-----END ", dashes[] = "-----";

/* The text behind `mark`, or NULL. */
static const char *find_behind(const char *text, const char *end, const char *mark)
{
    size_t length = strlen(mark);
    const char *found = memmem(text, (size_t)(end - text), mark, length);
    return found ? found + length : NULL;
}

bool pem_next(const char **text, size_t *length, struct pem_block *out)
{
    const char *end = *text + *length;
    const char *label = find_behind(*text, end, begin_mark);
    const char *closing = label ? find_behind(label, end, end_mark) : NULL;
    const char *stop = closing ? find_behind(closing, end, dashes) : NULL;
    if (!stop)
        return false;
    out->text = label - strlen(begin_mark);
    out->length = (size_t)(stop - out->text);
    *text = stop;
    *length = (size_t)(end - stop);
    return true;
}

static bool is_labelled(const struct pem_block *block, const char *label)
{
    size_t mark = strlen(begin_mark), length = strlen(label);
    return block->length > mark + length && memcmp(block->text + mark, label, length) == 0 &&
           block->text[mark + length] == '-';
}

static gnutls_datum_t datum_of(const struct pem_block *block)
{
    union {
        const char *read;
        unsigned char *given;
    } pointer = {.read = block->text};
    return (gnutls_datum_t){pointer.given, (unsigned)block->length};
}

static bool import_certificate(gnutls_pubkey_t public, const gnutls_datum_t *pem)
{
    gnutls_x509_crt_t certificate;
    if (gnutls_x509_crt_init(&certificate) < 0)
        return false;
    bool imported = gnutls_x509_crt_import(certificate, pem, GNUTLS_X509_FMT_PEM) >= 0 &&
                    gnutls_pubkey_import_x509(public, certificate, 0) >= 0;
    gnutls_x509_crt_deinit(certificate);
    return imported;
}

bool pem_import(const struct pem_block *block, struct arena *a, gnutls_pubkey_t *out)
{
    bool is_certificate = is_labelled(block, "CERTIFICATE");
    *out = NULL;
    if (!is_certificate && !is_labelled(block, "PUBLIC KEY"))
        return true;
    gnutls_pubkey_t public = key_object(a);
    gnutls_datum_t pem = datum_of(block);
    if (!public)
        return false;
    *out = public;
    return is_certificate ? import_certificate(public, &pem)
                          : gnutls_pubkey_import(public, &pem, GNUTLS_X509_FMT_PEM) >= 0;
}
