-- Initiatives of the people who have ratings in 08_rating.sql. Titles, numbers and councils are made up.

insert into initiative (
    id, individual_id, kind, title, level, year, recognised_on, decision_number, recognised_by)
values
    ('01600000-0023-7000-8000-000000000001', '01600000-0008-7000-8000-000000000003', 'initiative',
        'Dạy học theo dự án ở trường trung học cơ sở (mẫu)', 'base', 2024, '2024-12-20', '45/QĐ-UBND',
        'Hội đồng Sáng kiến cấp cơ sở (mẫu)'),
    ('01600000-0023-7000-8000-000000000002', '01600000-0008-7000-8000-000000000003', 'initiative',
        'Thư viện lớp học luân phiên (mẫu)', 'base', 2025, '2025-12-18', '46/QĐ-UBND',
        'Hội đồng Sáng kiến cấp cơ sở (mẫu)'),
    ('01600000-0023-7000-8000-000000000003', '01600000-0008-7000-8000-000000000005', 'initiative',
        'Hẹn giờ tái khám qua điện thoại (mẫu)', 'base', 2024, '2024-12-20', '47/QĐ-UBND',
        'Hội đồng Sáng kiến cấp cơ sở (mẫu)'),
    ('01600000-0023-7000-8000-000000000004', '01600000-0008-7000-8000-000000000007', 'research',
        'Giảm phế phẩm ở chuyền may (mẫu)', 'province', 2024, null, null, null),
    ('01600000-0023-7000-8000-000000000005', '01600000-0008-7000-8000-000000000027', 'initiative',
        'Thí nghiệm vật lý bằng vật liệu tái chế (mẫu)', 'province', 2016, '2016-11-10', '812/QĐ-UBND',
        'Hội đồng Sáng kiến cấp tỉnh (mẫu)'),
    ('01600000-0023-7000-8000-000000000006', '01600000-0008-7000-8000-000000000028', 'initiative',
        'Trả kết quả thủ tục tại nhà cho người cao tuổi (mẫu)', 'base', 2024, '2024-12-16', '61/QĐ-UBND',
        'Hội đồng Sáng kiến cấp cơ sở (mẫu)'),
    ('01600000-0023-7000-8000-000000000007', '01600000-0008-7000-8000-000000000028', 'initiative',
        'Lịch hẹn chung của bộ phận một cửa (mẫu)', 'base', 2025, '2025-12-15', '62/QĐ-UBND',
        'Hội đồng Sáng kiến cấp cơ sở (mẫu)')
on conflict do nothing;
