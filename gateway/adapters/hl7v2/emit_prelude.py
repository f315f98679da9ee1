"""What stands before the readers that are made of a message: readers of one text.

Source, not code: it runs beside what is emitted, once for each set of delimiters.
https://www.hl7.eu/HL7v2x/v251/std251/ch02.html (2.5.3, fields, components and subcomponents)
"""

PRELUDE = """
CS = D.delimiters.component
RS = D.delimiters.repetition
SS = D.delimiters.subcomponent
ES = D.delimiters.escape
FAST = PLAIN_MARKS(D)
BL = CS + RS + SS + ' \\t\\n'
NO = ('', '""')
SEEN = memory.store()
UNSAID = FLAWED('text-kept')
def WHOLE_OF(f, n, c, s):
    if len(f) <= n: return ''
    v = f[n]
    if not v or v == '""': return ''
    if RS in v: v = v[:v.index(RS)]
    if c:
        v = NTH(v.split(CS), c)
        if s: v = NTH(v.split(SS), s)
    return v.strip()
def COUNT_OF(v):
    if RS not in v: return int(v not in NO)
    return len([1 for v in v.split(RS) if v])
def SAYS(v):
    if v.isalnum() and FAST: return v
    if CS in v or RS in v or SS in v or ES in v or v != v.strip() or v in NO: return UNSAID
    return v
def NAME_OF(v):
    y = SEEN.get(v)
    if y is None:
        y = TEXT_OF(v, 0, 0)
        if not y and v != '""': y = (v[:v.index(RS)] if RS in v else v).strip()
        KEEP(SEEN, v, y)
    return y
def TEXT_OF(v, c, s):
    if FAST and v.isalnum(): return v if c < 2 and s < 2 else ''
    if RS in v: v = v[:v.index(RS)]
    if c:
        v = NTH(v.split(CS), c)
        if s:
            v = NTH(v.split(SS), s)
    if s:
        if v == '""': return ''
        if ES in v: v = UNESCAPE(v, D.delimiters, D.charset)
        return v.strip()
    if not c and CS in v: v = v[:v.index(CS)]
    if SS in v: v = v[:v.index(SS)]
    if v == '""': return ''
    if ES in v: v = UNESCAPE(v, D.delimiters, D.charset)
    return v.strip()
def TEXT(p, m, c, s):
    v = NTH(p, c or 1)
    if s: v = NTH(v.split(m), s)
    elif m in v: v = v[:v.index(m)]
    if v == '""': return ''
    if ES in v: v = UNESCAPE(v, D.delimiters, D.charset)
    return v.strip()
"""
