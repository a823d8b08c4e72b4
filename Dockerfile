# tdkt in a container: built on bookworm from Debian's packages, run on bookworm-slim as an ordinary user.
# It needs DATABASE_URL (a role that owns nothing), TDKT_JWT_KEYS, TDKT_JWT_ISSUER, TDKT_JWT_AUDIENCE and TDKT_SECRET. Each may
# also be given as NAME_FILE; `docker run tdkt --help` lists all settings. A stop takes up to TDKT_DRAIN_DELAY +
# TDKT_DRAIN_TIMEOUT + 10 s: set --stop-timeout to more than that.
FROM debian:bookworm AS build
WORKDIR /src
COPY script/lib script/lib
RUN bash -euc '. script/lib/common.sh; . script/lib/packages.sh; need_packages "${BUILD_PACKAGES[@]}"'
COPY . .
RUN cmake --preset default && cmake --build build && install -s build/tdkt /usr/local/bin/tdkt

FROM debian:bookworm-slim
RUN apt-get update \
    && apt-get install -y --no-install-recommends ca-certificates libcurl3-gnutls libgnutls30 libjansson4 libjwt0 \
        libmicrohttpd12 libpq5 libulfius2.7 libunistring2 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --user-group --create-home --home-dir /var/lib/tdkt --shell /usr/sbin/nologin tdkt
LABEL org.opencontainers.image.licenses=EUPL-1.2
COPY --from=build /usr/local/bin/tdkt /usr/local/bin/tdkt
ENV TDKT_HOME=/var/lib/tdkt TDKT_LISTEN=0.0.0.0:8080 TDKT_ADMIN_LISTEN=127.0.0.1:9090
USER 10001:10001
WORKDIR /var/lib/tdkt
EXPOSE 8080
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=15s --retries=3 \
    CMD ["/usr/local/bin/tdkt", "check-config", "--ready"]
ENTRYPOINT ["/usr/local/bin/tdkt"]
CMD ["serve"]
