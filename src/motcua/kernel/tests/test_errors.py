"""Refusals: sentences for people, whole in whichever process they are read."""

import pickle

from motcua.kernel.errors import Forbidden, Invalid


def test_a_refusal_is_the_same_in_another_process():
    told = Forbidden(reason_vi="sai đơn vị", reason_en="another unit")
    told.add_note("record 7")
    read = pickle.loads(pickle.dumps(told))
    assert (read.as_dict(), str(read), read.__notes__) == (told.as_dict(), str(told), ["record 7"])


def test_the_fields_of_a_refusal_travel_with_it():
    wrong = Invalid(fields={"unit": ("sai", "wrong")})
    assert pickle.loads(pickle.dumps(wrong)).as_dict() == wrong.as_dict()
