from motcua.kernel.events import event


@event("outbox.sample.happened.v1", stream="thing_id")
class SampleHappened:
    thing_id: str
    number: int
