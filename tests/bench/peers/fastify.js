// fastify: what a careful team might write instead: Fastify and pg on tdkt's own tables, which gets the same requests.
//
//   PEER_URL=… PEER_KEYS=keys.json PEER_WORKERS=2 PEER_SECURED=1 node fastify.js     prints "listening HOST:PORT"
//
// PEER_SECURED=1: as tdkt_service, under the same row security, with the settings and the statement pipelined in one
// flight; a creation runs all triggers. Without it: as a superuser, without row security, with a where clause; a creation is
// a plain insert, because triggers do not fire (session_replication_role), except those of foreign keys, which peers.py
// enables. Statements are prepared, tokens verified (RS256) once and kept. It does not have: filters, other sorting, search,
// lists of several units, If-None-Match, problem documents, the workflow of a nomination, checks of bodies, idempotency
// keys, rate limits, metrics, an access log.
import cluster from 'node:cluster'
import { createPublicKey } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createVerifier } from 'fast-jwt'
import Fastify from 'fastify'
import pg from 'pg'

const { PEER_URL, PEER_KEYS, PEER_WORKERS = '1', PEER_SECURED, PEER_PORT } = process.env
const CONNECTIONS = 16 // in all workers, as tdkt's TDKT_DB_CONNECTIONS
const PLANNED = '-c jit=off -c plan_cache_mode=force_generic_plan'
const INDIVIDUAL = `t.id, t.code, t.full_name, t.birth_date, t.gender, t.position, t.position_group,
  t.collective_id, case when t.has_citizen_id then '************' end as citizen_id, t.state,
  t.created_at, t.updated_at from individual as t`
const SHOWN_STATUS = `t.code, 'award' as kind, t.state, c.code as award_class_code, c.name_vi as award_name_vi,
  c.name_en as award_name_en, t.subject_kind`
const STATUS = PEER_SECURED // readers may not read the table: the function of tdkt's own statement
  ? `select t.version + c.version as version, ${SHOWN_STATUS}, t.decision_number, t.signed_on, t.corrected_on
  from award_by_code($1) as t join award_class c on c.id = t.award_class_id`
  : `select t.version + d.version + c.version as version, ${SHOWN_STATUS}, d.number as decision_number, t.signed_on,
  greatest(t.corrected_on, d.corrected_on) as corrected_on from award t join award_class c on c.id = t.award_class_id
  join decision d on d.id = t.decision_id where t.code = $1`
const GIVEN = 'code, name, kind, headcount, unit_id'
const MADE = `returning t.id, t.version, t.code, t.name, t.short_name, t.unit_id, t.parent_id, t.kind, t.headcount,
  t.women_count, t.founded_on, t.status, t.agency_code, t.address, t.created_at, t.updated_at`
const CREATE = PEER_SECURED
  ? `insert into collective as t (${GIVEN}) values ($1, $2, $3, $4, $5) ${MADE}`
  : `insert into collective as t (${GIVEN}, province_lineage, district_lineage, commune_lineage)
  values ($1, $2, $3, $4, $5, $6, $7, $8) ${MADE}`
const SETTINGS = `select num_nulls(set_config('tdkt.roles', $1, true), set_config('tdkt.read_scope', $2, true),
  set_config('tdkt.provinces', $3, true), set_config('tdkt.subject', $4, true), set_config('tdkt.write_scope', $5, true))`
const SORTS = {
  full_name: { column: 'full_name', direction: 'asc', beyond: '>' },
  '-created_at': { column: 'created_at', direction: 'desc', beyond: '<' }
}

// Times as text: a Date has no microseconds, but the cursor of the next page needs them.
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => text.replace(' ', 'T').replace('+00', 'Z'))

// Read from the database once for the life of this process: units do not change during the measurement.
const remembered = new Map()
async function remember (key, find) {
  if (!remembered.has(key)) remembered.set(key, await find())
  return remembered.get(key)
}

const scopeOf = (owner, codes) => remember(codes.join(','), async () => {
  const { rows } = await owner.query('select lineage_id, province_lineage, level from unit where code = any ($1)', [codes])
  const lineages = rows.map((row) => row.lineage_id)
  return {
    lineages,
    column: `${rows[0].level}_lineage`,
    scope: lineages.join(','),
    provinces: [...new Set(rows.map((row) => row.province_lineage))].join(',')
  }
})

const lineagesOf = (owner, unit) => remember(unit, async () => {
  const found = await owner.query('select province_lineage, district_lineage, commune_lineage from unit where id = $1', [unit])
  return Object.values(found.rows[0])
})

// One flight: nothing is awaited before the last statement is sent, and all go to the socket in one write.
async function ask (pool, caller, name, text, values) {
  if (!PEER_SECURED) return (await pool.query({ name, text, values })).rows
  const { scope, provinces } = caller.scope
  const client = await pool.connect()
  const identity = [caller.roles.join(','), scope, provinces, caller.sub, scope]
  const sent = ['begin', { name: 'settings', text: SETTINGS, values: identity }, { name, text, values }, 'commit']
  const { stream } = client.connection
  stream.cork()
  const answering = sent.map((statement) => client.query(statement))
  stream.uncork()
  const answers = await Promise.allSettled(answering)
  client.release()
  for (const answer of answers) if (answer.status === 'rejected') throw answer.reason
  return answers[2].value.rows
}

function serve () {
  const address = JSON.parse(PEER_URL)
  const options = PEER_SECURED ? PLANNED : `${PLANNED} -c session_replication_role=replica`
  const pool = new pg.Pool({ ...address, options, max: CONNECTIONS / Number(PEER_WORKERS), pipeline: true })
  const owner = new pg.Pool({ ...address, user: 'postgres', max: 1 })
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

  const tagged = (reply, { version, ...shown }) =>
    reply.header('etag', `"${version}"`).header('cache-control', 'private, no-cache').send(shown)
  const missing = (reply) => reply.code(404).send({ status: 404 })
  // The same statement for both: row security adds its own condition.
  const within = (caller, text, first) => PEER_SECURED
    ? { text, values: [first] }
    : { text: `${text} and t.${caller.scope.column} = any ($2)`, values: [first, caller.scope.lineages] }

  app.get('/v1/individuals/:id', async ({ caller, params }, reply) => {
    const { text, values } = within(caller, `select t.version, ${INDIVIDUAL} where t.id = $1`, params.id)
    const [row] = await ask(pool, caller, `read ${PEER_SECURED || caller.scope.column}`, text, values)
    return row ? tagged(reply, row) : missing(reply)
  })
  app.get('/v1/award-status/:code', async ({ caller, params }, reply) => {
    const { text, values } = within(caller, STATUS, params.code)
    const [row] = await ask(pool, caller, `status ${PEER_SECURED || caller.scope.column}`, text, values)
    if (!row) return missing(reply)
    return tagged(reply, { ...row, states: [{ state: 'decided', on: row.signed_on }] })
  })
  app.get('/v1/individuals', async ({ caller, query }, reply) => {
    const limit = Number(query.limit ?? 50)
    const sort = query.sort ?? 'full_name'
    const { lineages, column: own } = caller.scope
    if (!SORTS[sort] || lineages.length !== 1 || !(limit > 0 && limit <= 200)) return reply.code(400).send({ status: 400 })
    const { column, direction, beyond } = SORTS[sort]
    const from = query.cursor ? JSON.parse(Buffer.from(query.cursor, 'base64url')) : []
    const text = `select ${INDIVIDUAL} where t.${own} = $1 ${query.cursor ? `and (t.${column}, t.id) ${beyond} ($2, $3)` : ''}
      order by t.${column} ${direction}, t.id ${direction} limit ${limit + 1}`
    const name = `list ${own} ${sort} ${limit} ${from.length}`
    const items = await ask(pool, caller, name, text, [lineages[0], ...from])
    if (items.length <= limit) return { items, next: null }
    const last = items[limit - 1]
    const cursor = Buffer.from(JSON.stringify([last[column], last.id])).toString('base64url')
    return { items: items.slice(0, limit), next: `/v1/individuals?limit=${limit}&sort=${sort}&cursor=${cursor}` }
  })
  app.post('/v1/collectives', async ({ caller, body }, reply) => {
    const values = [body.code, body.name, body.kind, body.headcount, body.unit_id]
    if (!PEER_SECURED) values.push(...await lineagesOf(owner, body.unit_id))
    const [row] = await ask(pool, caller, 'create', CREATE, values)
    return tagged(reply.code(201).header('location', `/v1/collectives/${row.id}`), row)
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
