"""A PostgreSQL server that takes only encrypted connections, and how each wrong sslmode is told."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tests.support.db.postgres import PostgresServer
from tests.support.processes.commands import Commands

pytestmark = pytest.mark.postgresql


def certify(folder: Path, name: str) -> None:
    """Write a key and its own certificate for a name into the folder, with the folder's owner."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    owner = folder.stat()
    for path, content in (
        (folder / "server.key", secret),
        (folder / "server.crt", certificate.public_bytes(serialization.Encoding.PEM)),
    ):
        path.write_bytes(content)
        path.chmod(0o600)
        os.chown(path, owner.st_uid, owner.st_gid)


def test_a_server_that_wants_encryption(tmp_path: Path) -> None:
    with PostgresServer(fsync=False) as server:
        certify(server.data, "db.example")
        with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
            try:
                connection.execute("ALTER SYSTEM SET ssl = on")
            except psycopg.errors.InvalidParameterValue:
                pytest.skip("this PostgreSQL was built without TLS")
            rules = server.data / "pg_hba.conf"
            rules.write_text(rules.read_text().replace("host ", "hostssl "))
            connection.execute("SELECT pg_reload_conf()")
        url = server.url("postgres")

        def said(sslmode: str, **environment: str) -> tuple[int, str]:
            command = Commands(f"{url}?sslmode={sslmode}", tmp_path)
            done = command("migrate", **environment)
            return done.code, done.errors.splitlines()[-1] if done.code else done.text

        code, text = said("disable")
        assert (code, text) == (
            1,
            "arena: the database accepts only encrypted connections; add ?sslmode=require to its URL",
        )
        code, text = said("verify-full", HOME=str(tmp_path))
        assert code == 1
        assert "PGSSLROOTCERT" in text
        code, text = said("verify-full", PGSSLROOTCERT=str(tmp_path / "missing.crt"))
        assert code == 1
        assert "certificate is missing" in text
        code, text = said("verify-full", PGSSLROOTCERT=str(server.data / "server.crt"))
        assert code == 1  # it is for another host
        assert "its certificate is not valid" in text
        code, text = said("require")
        assert (code, "the database was updated" in text) == (0, True)
