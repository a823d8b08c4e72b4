// fastify: what a careful team would write by hand in its place: Fastify and pg on tdkt's own tables, asked the same requests.
//
//   PEER_URL=… PEER_KEYS=keys.json PEER_WORKERS=2 PEER_SECURED=1 node fastify.js     prints "listening HOST:PORT"
//
// PEER_SECURED=1: as tdkt_service, under the same row security, with the settings and the statement pipelined in one
// flight. Without it: as a superuser, past row security, with a where clause. Statements are prepared, tokens
// verified (RS256) once and kept. It does not do: filters, sorting, search, pages after the first, If-None-Match, problem
// documents, idempotency keys, rate limits, metrics, an access log.
import cluster from 'node:cluster'
import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createVerifier } from 'fast-jwt'
import Fastify from 'fastify'
import pg from 'pg'

const { PEER_URL, PEER_KEYS, PEER_WORKERS = '1', PEER_SECURED, PEER_PORT } = process.env
const INDIVIDUAL = `select t.id, t.version, t.code, t.full_name, t.birth_date, t.gender, t.position, t.position_group,
  t.direct_worker, t.collective_id, case when t.has_citizen_id then '************' end as citizen_id, t.status,
  t.created_at, t.updated_at from individual as t`
const SCOPES = ['commune_lineage', 'district_lineage', 'province_lineage']
const STATUS = PEER_SECURED // readers may not read the table: the function of tdkt's own statement
  ? `select t.version, t.code, t.state, c.code as class_code, c.name_vi, c.name_en, t.subject_kind, t.decision_number,
  t.signed_on from award_by_code($1) as t join award_class c on c.id = t.award_class_id`
  : `select t.version, t.code, t.state, c.code as class_code, c.name_vi, c.name_en, t.subject_kind,
  d.number as decision_number, t.signed_on from award t join award_class c on c.id = t.award_class_id
  left join decision d on d.id = t.decision_id where t.code = $1`
const CREATE = `insert into collective as t (code, name, kind, headcount, unit_id) values ($1, $2, $3, $4, $5)
  returning t.id, t.version, t.code, t.name, t.short_name, t.unit_id, t.parent_id, t.kind, t.headcount, t.women_count,
  t.founded_on, t.status, t.agency_code, t.address, t.created_at, t.updated_at`
const SETTINGS = `select num_nulls(set_config('tdkt.roles', $1, true), set_config('tdkt.read_scope', $2, true),
  set_config('tdkt.provinces', $3, true), set_config('tdkt.subject', $4, true), set_config('tdkt.write_scope', $5, true))`

pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
const scopes = new Map() // of the units of a token: for the life of this process

async function scopeOf (pool, codes) {
  const key = codes.join(',')
  if (!scopes.has(key)) {
    const found = await pool.query('select lineage_id, province_lineage, level from unit where code = any ($1)', [codes])
    const lineages = found.rows.map((row) => row.lineage_id)
    scopes.set(key, {
      lineages,
      column: `${found.rows[0].level}_lineage`,
      scope: lineages.join(','),
      provinces: [...new Set(found.rows.map((row) => row.province_lineage))].join(',')
    })
  }
  return scopes.get(key)
}

// One flight: nothing is awaited before the last statement has been sent.
async function ask (pool, caller, name, text, values) {
  if (!PEER_SECURED) return (await pool.query({ name, text, values })).rows
  const { scope, provinces } = caller.scope
  const client = await pool.connect()
  const identity = [caller.roles.join(','), scope, provinces, caller.sub, scope]
  const sent = ['begin', { name: 'settings', text: SETTINGS, values: identity }, { name, text, values }, 'commit']
  const [, , answer] = await Promise.allSettled(sent.map((statement) => client.query(statement)))
  client.release()
  if (answer.status === 'rejected') throw answer.reason
  return answer.value.rows
}

function serve () {
  const pool = new pg.Pool({ ...JSON.parse(PEER_URL), max: Math.ceil(16 / Number(PEER_WORKERS)), pipeline: true })
  const owner = new pg.Pool({ ...JSON.parse(PEER_URL), user: 'postgres', max: 1 })
  const key = createPublicKey({ key: JSON.parse(readFileSync(PEER_KEYS)).keys[0], format: 'jwk' })
  const verify = createVerifier({
    key: key.export({ type: 'spki', format: 'pem' }), algorithms: ['RS256'], cache: 10000,
    allowedIss: 'https://tdkt.localhost', allowedAud: 'tdkt'
  })
  const app = Fastify({ logger: false })
  app.addHook('onRequest', async (request, reply) => {
    const claims = verify((request.headers.authorization ?? '').slice('Bearer '.length))
    request.caller = { ...claims, scope: await scopeOf(owner, claims.units) }
  })

  const tagged = (reply, row) => {
    const { version, ...shown } = row
    return reply.header('etag', `"${version}"`).header('cache-control', 'private, no-cache').send(shown)
  }
  const one = (reply, rows) => rows.length ? tagged(reply, rows[0]) : reply.code(404).send({ status: 404 })

  app.get('/v1/individuals/:id', async ({ caller, params }, reply) => {
    const where = PEER_SECURED ? '' : ` and t.${caller.scope.column} = any ($2)`
    const values = PEER_SECURED ? [params.id] : [params.id, caller.scope.lineages]
    return one(reply, await ask(pool, caller, `read${where}`, `${INDIVIDUAL} where t.id = $1${where}`, values))
  })
  app.get('/v1/award-status/:code', async ({ caller, params }, reply) =>
    one(reply, await ask(pool, caller, 'status', STATUS, [params.code])))
  app.get('/v1/individuals', async ({ caller, query }, reply) => {
    const limit = Number(query.limit ?? 50)
    const { column, lineages } = caller.scope
    if (!SCOPES.includes(column) || lineages.length !== 1) return reply.code(400).send({ status: 400 })
    const text = `${INDIVIDUAL} where t.${column} = $1 order by t.full_name, t.id limit $2`
    const items = await ask(pool, caller, `list ${column}`, text, [lineages[0], limit + 1])
    const last = items.length > limit ? items[limit - 1] : null
    const next = last && `/v1/individuals?limit=${limit}&cursor=${Buffer.from(JSON.stringify([last.full_name, last.id])).toString('base64url')}`
    return { items: items.slice(0, limit), next }
  })
  app.post('/v1/collectives', async ({ caller, body }, reply) => {
    const values = [body.code, body.name, body.kind, body.headcount, body.unit_id]
    const rows = await ask(pool, caller, 'create', CREATE, values)
    return tagged(reply.code(201).header('location', `/v1/collectives/${rows[0].id}`), rows[0])
  })
  app.listen({ host: '127.0.0.1', port: Number(PEER_PORT) })
    .then((address) => process.send ? process.send(address) : console.log('listening', address.replace('http://', '')))
}

if (cluster.isPrimary && Number(PEER_WORKERS) > 1) {
  let ready = 0
  process.on('SIGTERM', () => process.exit(0))
  for (let i = 0; i < Number(PEER_WORKERS); i++) {
    cluster.fork().on('message', (address) => {
      if (++ready === Number(PEER_WORKERS)) console.log('listening', address.replace('http://', ''))
    })
  }
} else {
  serve()
}
