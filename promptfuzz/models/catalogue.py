"""The shipped models; the entry point ``promptfuzz.models`` names this module, whose import registers them."""

from promptfuzz.models.http_service import HTTP_CHECKS, load_http
from promptfuzz.models.importing import FORM, load_python
from promptfuzz.models.openai_chat import OPENAI_CHECKS, load_openai
from promptfuzz.models.packaged import load_smollm2
from promptfuzz.models.protocol import MODELS, Loader
from promptfuzz.models.transformers_local import LOCAL_CHECKS, load_transformers

MODELS.register("http", Loader(load_http, "http:URL", HTTP_CHECKS))
MODELS.register("openai", Loader(load_openai, "openai:MODEL", OPENAI_CHECKS))
MODELS.register("python", Loader(load_python, FORM))
MODELS.register("smollm2", Loader(load_smollm2, "smollm2", LOCAL_CHECKS))
MODELS.register("transformers", Loader(load_transformers, "transformers:NAME_OR_DIR", LOCAL_CHECKS))

__all__ = ["MODELS"]
