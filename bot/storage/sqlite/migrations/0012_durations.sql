-- How long a job of each kind (resolution, quality, number of pictures) took. An erased job has no kind.

ALTER TABLE jobs ADD COLUMN kind TEXT;
ALTER TABLE jobs ADD COLUMN seconds REAL;
UPDATE jobs SET seconds = json_extract(data, '$.generation_seconds'),
    kind = json_extract(data, '$.request.resolution') || ' ' || json_extract(data, '$.request.quality') || ' '
        || json_extract(data, '$.request.num')
WHERE data != '' AND NOT unwanted AND json_valid(data) AND json_extract(data, '$.generation_seconds') IS NOT NULL;
CREATE INDEX durations ON jobs (kind, created_at) WHERE kind IS NOT NULL;
