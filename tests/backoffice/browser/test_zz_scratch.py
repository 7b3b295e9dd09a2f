"""scratch"""
from tests.backoffice.browser.conftest import *
from tests.backoffice.conftest import *
import pathlib
OUT=pathlib.Path('/tmp/deskrun')
def test_shots(seat):
    s=seat.desk.story; n=s.fill_queue(); p=seat.page
    seat.go('/desk/sign-in'); p.screenshot(path=OUT/'01.png')
    seat.sign_in('lijing'); p.screenshot(path=OUT/'02.png')
    for name in ('clean','moved','bad_address','silent','often'):
        seat.go('/desk/review')
        seat.find('queue.claim',number=n[name]).click()
        seat.find('case.decide').wait_for(); p.wait_for_timeout(300)
        p.screenshot(path=OUT/f'03-{name}.png')
        if name=='bad_address':
            seat.press('c'); p.wait_for_timeout(300); p.screenshot(path=OUT/'04.png'); seat.press('Escape')
    print(seat.complaints)
