"""Passwords that schools hand out: easy to read aloud and to type for a child, hard to guess (pure)."""

import re
import secrets

# Everyday words written without marks; none is rude or sad with any mark added.
SYLLABLES = tuple(
    re.findall(
        r"\w+",
        """
        anh bai ban bang banh bay bien binh bong bua cam canh cao cau cay chanh chao chieu chuoi chuong cong den
        diem dien dong dua duong gao ghe gio giang go gon goi guong hai hang hanh hat hen hoa hoc hong hop hue hung
        huong khe khen khoai khoe khung kem keo kenh kien la lam lan lanh leo lich linh lien loa long lua luong
        luyen may mai man mieng minh mit mua muoi mam nai nam nang ngan nghe ngoi ngon nha nhac nhan nhanh nhip nho
        nhung nui nuoc non nong nep ong phin pho phong phuong qua quat que quen quy rau reo rieng rong ruong sach
        sam san sang sao sau sen sim soi song son sua suoi suong tam tan tao tay them thang thanh thao thay thom
        thong thu thuyen thuoc tia tieng tim tinh toan tranh trang trau tre trong truc truong tui tuoi tuyet vai van
        vang ven viet voi vong vuon vuong xa xanh xe xem xoai xoan xuan xuoi yen yeu
        """,
    )
)


def easy_password() -> str:
    """Return three syllables and two digits, such as ``sen-vuon-nai-47``: about 30 bits, enough behind a throttle."""
    words = [secrets.choice(SYLLABLES) for _ in range(3)]
    return f"{'-'.join(words)}-{secrets.randbelow(90) + 10}"
