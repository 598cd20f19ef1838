"""The words of H5P core, as far as a frame without its action bar shows them; content brings its own."""

from django.utils.translation import gettext as _


def core_words() -> dict[str, str]:
    """Return core's strings in the active language, under the names core gives them."""
    return {
        "fullscreen": _("Toàn màn hình"),
        "disableFullscreen": _("Thu nhỏ"),
        "close": _("Đóng"),
        "contentChanged": _("Bài này đã được sửa từ lần làm trước."),
        "startingOver": _("Bài bắt đầu lại từ đầu."),
        "confirmDialogHeader": _("Xác nhận"),
        "confirmDialogBody": _("Tiếp tục nhé? Việc này không hoàn tác được."),
        "cancelLabel": _("Huỷ"),
        "confirmLabel": _("Đồng ý"),
        "offlineDialogHeader": _("Mất mạng"),
        "offlineDialogBody": _("Chưa gửi được kết quả. Kiểm tra mạng."),
        "offlineDialogRetryMessage": _("Thử lại sau :num…"),
        "offlineDialogRetryButtonLabel": _("Thử lại"),
        "offlineSuccessfulSubmit": _("Đã gửi kết quả."),
        "copyrightInformation": _("Quyền sử dụng"),
        "author": _("Tác giả"),
        "title": _("Tên"),
        "year": _("Năm"),
        "source": _("Nguồn"),
        "license": _("Giấy phép"),
        "thumbnail": _("Ảnh nhỏ"),
        "noCopyrights": _("Không có thông tin về quyền sử dụng."),
        "showAdvanced": _("Xem thêm"),
        "hideAdvanced": _("Thu gọn"),
        "contentType": _("Loại bài"),
    }
