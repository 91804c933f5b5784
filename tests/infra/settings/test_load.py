"""From variables to settings: names, files, contradictions, and what production refuses."""

from pathlib import Path

import pytest

from vetrina.infra.settings import SettingsRefused, load, make_secrets

CLOSET_FRONT = """
NEXT_PUBLIC_API_URL=https://api.closetgpt.com
NEXT_PUBLIC_FIREBASE_API_KEY=web-key
NEXT_PUBLIC_FIREBASE_AUTH_DOMAIN=closetgpt.firebaseapp.com
NEXT_PUBLIC_FIREBASE_PROJECT_ID=closetgpt
NODE_ENV=production
JWT_SECRET_KEY=5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a
SECRET_KEY=6f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a
"""
CLOSET_BACK = """
ENVIRONMENT=development
FIREBASE_PROJECT_ID=closetgpt
FIREBASE_PRIVATE_KEY_ID=abc
FIREBASE_PRIVATE_KEY="-----BEGIN PRIVATE KEY-----\\nMII\\n-----END PRIVATE KEY-----\\n"
FIREBASE_CLIENT_EMAIL=svc@closetgpt.iam.gserviceaccount.com
OPENAI_API_KEY=sk-1
JWT_SECRET_KEY=5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a
CORS_ORIGINS=https://closetgpt.com,https://www.closetgpt.com
"""
MODERA_API = """
NODE_ENV=development
PORT=8000
DOMAIN=modera.fashion
SUPABASE_URL=https://x.supabase.co
SUPABASE_ANON_KEY=anon
SUPABASE_SERVICE_ROLE_KEY=service
REDIS_URL=redis://127.0.0.1:6379
TELEGRAM_BOT_TOKEN=1:abc
TELEGRAM_WEBHOOK_URL=https://modera.fashion/webhook/telegram
ML_SERVICE_URL=http://ml:8001
PAY_SERVICE_URL=http://pay:8002
INTERNAL_API_TOKEN=token
SENTRY_DSN=https://k@sentry.invalid/1
LOG_LEVEL=info
"""
MODERA_ML = """
PORT=8001
OPENAI_API_KEY=sk-1
GEMINI_API_KEY=g-1
CLOUDFLARE_R2_ENDPOINT=https://acc.r2.cloudflarestorage.com
CLOUDFLARE_R2_ACCESS_KEY=id
CLOUDFLARE_R2_SECRET_KEY=secret
CLOUDFLARE_R2_BUCKET=modera
SUPABASE_URL=https://x.supabase.co
REDIS_URL=redis://127.0.0.1:6379
SENTRY_DSN=https://k@sentry.invalid/1
"""
MODERA_PAY = """
PORT=8002
YOOKASSA_SHOP_ID=42
YOOKASSA_SECRET_KEY=yk
YOOKASSA_WEBHOOK_SECRET=never-signed
STRIPE_SECRET_KEY=sk_test
STRIPE_WEBHOOK_SECRET=whsec
STRIPE_PUBLISHABLE_KEY=pk_test
SENTRY_DSN=https://k@sentry.invalid/1
"""
STAGECRAFT = """
MAX_UPLOAD_SIZE=10485760
AI_TIMEOUT_SECONDS=60
MAX_CONCURRENT_JOBS=5
IMAGE_QUALITY=high
UPLOAD_DIR=/app/uploads
AWS_S3_BUCKET=stagecraft-images
AWS_ACCESS_KEY_ID=AKIA
AWS_SECRET_ACCESS_KEY=aws
AWS_REGION=us-west-2
DATABASE_URL=postgresql://u:p@db:5432/stagecraft
REDIS_URL=redis://redis:6379/0
SECRET_KEY=6f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a5f0c1b9a
CORS_ORIGINS=http://localhost:3000,https://stagecraft.example
REACT_APP_API_URL=https://stagecraft.example/api
REACT_APP_UPLOAD_MAX_SIZE=10485760
REACT_APP_SUPPORTED_FORMATS=image/jpeg,image/png
REACT_APP_SENTRY_DSN=https://k@sentry.invalid/2
GOOGLE_AI_API_KEY=g-1
XAI_API_KEY=x-1
"""


def boot(tmp_path: Path, text: str, **environ: str):
    file = tmp_path / ".env"
    file.write_text(text)
    return load({"VETRINA_DATA_DIR": str(tmp_path / "data"), **environ}, file)


@pytest.mark.parametrize(
    ("text", "without_effect"),
    [
        (CLOSET_FRONT, set()),
        (CLOSET_BACK, set()),
        (MODERA_API, {"ML_SERVICE_URL", "PAY_SERVICE_URL"}),
        (MODERA_ML, set()),
        (MODERA_PAY, {"YOOKASSA_WEBHOOK_SECRET"}),
        (STAGECRAFT, {"REACT_APP_SENTRY_DSN"}),
    ],
    ids=["closet_front", "closet_back", "modera_api", "modera_ml", "modera_pay", "stagecraft"],
)
def test_each_plans_file_boots_with_its_own_names(tmp_path, text, without_effect):
    loaded = boot(tmp_path, text)
    assert {(f.id, f.name) for f in loaded.findings} == {
        ("not_needed", name) for name in without_effect
    }


def test_every_name_of_the_plans_reaches_its_setting(tmp_path):
    closet = boot(tmp_path, CLOSET_BACK).settings
    assert closet.profile == "development"
    assert closet.firebase.private_key.get_secret_value().splitlines()[1] == "MII"
    assert closet.web.cors_origins == ("https://closetgpt.com", "https://www.closetgpt.com")
    front = boot(tmp_path, CLOSET_FRONT).settings
    assert (front.is_production, front.firebase.project_id) == (True, "closetgpt")
    assert front.web.public_url == "https://api.closetgpt.com"
    api = boot(tmp_path, MODERA_API).settings
    assert (api.web.public_url, api.ports.web) == ("https://modera.fashion", 8000)
    assert api.redis.url.get_secret_value() == "redis://127.0.0.1:6379"
    ml = boot(tmp_path, MODERA_ML).settings
    assert (ml.storage.bucket, ml.storage_backend, ml.ports.web) == ("modera", "s3", 8001)
    pay = boot(tmp_path, MODERA_PAY).settings
    assert (pay.payments.yookassa_shop_id, pay.ports.web) == ("42", 8002)
    stage = boot(tmp_path, STAGECRAFT).settings
    assert stage.media.max_upload_bytes == stage.max_body_bytes == 10_485_760
    assert stage.media.accepted_types == ("image/jpeg", "image/png")
    assert (stage.studio.timeout_s, stage.studio.max_concurrent_jobs) == (60.0, 5)
    assert (stage.studio.image_quality, stage.storage.region) == ("high", "us-west-2")
    assert stage.files_dir == Path("/app/uploads")
    url = stage.database.url.get_secret_value()
    assert url == "postgresql+psycopg://u:p@db:5432/stagecraft"


def test_a_secret_is_read_from_the_file_that_x_file_names(tmp_path):
    held = tmp_path / "key"
    held.write_text("from the file\n")
    settings = boot(tmp_path, "", OPENAI_API_KEY_FILE=str(held)).settings
    assert settings.providers.openai_api_key.get_secret_value() == "from the file"


def test_a_secret_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(SettingsRefused, match=r"SECRET_KEY_FILE names /nowhere/key"):
        boot(tmp_path, "", SECRET_KEY_FILE="/nowhere/key")


def test_a_mistyped_name_is_found_and_the_right_one_suggested(tmp_path):
    (finding,) = boot(tmp_path, "VETRINA_PORTS__WEBB=1\n").findings
    assert (finding.id, finding.name) == ("unknown_setting", "VETRINA_PORTS__WEBB")
    assert finding.fix == "did you mean VETRINA_PORTS__WEB?"


def test_two_names_that_disagree_are_a_contradiction_and_ours_wins(tmp_path):
    loaded = boot(tmp_path, "PORT=9000\nVETRINA_PORTS__WEB=9100\n")
    assert loaded.settings.ports.web == 9100
    assert [(f.id, f.name) for f in loaded.findings] == [("contradiction", "PORT")]


def test_two_names_that_agree_are_no_contradiction(tmp_path):
    assert boot(tmp_path, "NODE_ENV=production\nENVIRONMENT=prod\n" + CLOSET_FRONT).findings == ()


def test_variables_win_over_the_file_and_empty_ones_count_as_absent(tmp_path):
    text = "VETRINA_PORTS__WEB=9000\n"
    assert boot(tmp_path, text, PORT="9200").settings.ports.web == 9200
    assert boot(tmp_path, text, PORT="").settings.ports.web == 9000


@pytest.mark.parametrize("secret", ["", "changeme", "short"])
def test_production_refuses_a_secret_that_protects_nothing(tmp_path, secret):
    with pytest.raises(SettingsRefused) as caught:
        boot(tmp_path, f"ENVIRONMENT=production\nSECRET_KEY={secret}\nJWT_SECRET_KEY={'a' * 64}\n")
    assert "security.secret_key" in caught.value.message
    assert "openssl rand -hex 32" in caught.value.message


def test_production_refuses_cors_for_everybody(tmp_path):
    with pytest.raises(SettingsRefused, match="may not be"):
        boot(tmp_path, CLOSET_FRONT + "CORS_ORIGINS=*\n")


def test_secrets_are_made_once_and_then_serve_production(tmp_path):
    data = tmp_path / "data"
    assert make_secrets(data) == ("secret_key", "jwt_secret", "internal_token")
    held = (data / "secrets" / "secret_key").read_text()
    assert len(bytes.fromhex(held)) == 32
    assert (data / "secrets" / "secret_key").stat().st_mode & 0o777 == 0o600
    assert make_secrets(data) == ()
    settings = boot(tmp_path, "ENVIRONMENT=production\n").settings
    assert settings.security.secret_key.get_secret_value() == held


def test_a_wrong_value_is_told_by_its_variable_and_never_shown(tmp_path):
    with pytest.raises(SettingsRefused) as caught:
        boot(tmp_path, "PORT=top-secret\nDATABASE_URL=mysql://u:hidden@h/x\n")
    assert "PORT: " in caught.value.message
    assert "DATABASE_URL: mysql:// is not PostgreSQL" in caught.value.message
    assert "top-secret" not in caught.value.message
    assert "hidden" not in caught.value.message


def test_development_lets_localhost_call_and_production_nobody(tmp_path):
    assert boot(tmp_path, "").settings.cors_origins == (
        "http://localhost:*",
        "http://127.0.0.1:*",
    )
    assert boot(tmp_path, CLOSET_FRONT).settings.cors_origins == ()


def test_printing_the_settings_shows_no_secret(tmp_path):
    settings = boot(tmp_path, MODERA_PAY).settings
    assert "whsec" not in repr(settings)
    assert "whsec" not in settings.model_dump_json()
