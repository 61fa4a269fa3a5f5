"""All decoders of bytes from outside, by name."""

from fuzz.body_decoders import BODY_DECODERS
from fuzz.decoder import Decoder
from fuzz.pack_decoders import PACK_DECODERS
from fuzz.request_decoders import REQUEST_DECODERS
from fuzz.rota_decoders import ROTA_DECODERS
from fuzz.text_decoders import TEXT_DECODERS

DECODERS: dict[str, Decoder] = {
    decoder.name: decoder
    for decoder in (
        *BODY_DECODERS,
        *REQUEST_DECODERS,
        *TEXT_DECODERS,
        *ROTA_DECODERS,
        *PACK_DECODERS,
    )
}
